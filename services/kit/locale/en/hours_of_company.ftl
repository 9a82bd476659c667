# Opening hours

problem-field-closes-before-opening = Closing time comes after opening time.
problem-field-clock = Hours and minutes, for example 08:00.

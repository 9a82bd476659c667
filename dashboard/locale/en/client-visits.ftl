client-visit-all-day = all day
client-visit-window = { $day }, arrival between { $first } and { $last }
client-visit-expected = On the way: expected at { $time }

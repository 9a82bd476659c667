# Lists

filter-by-field = Filter by { $name }

# Listes

filter-by-field = Filtrer par { $name }

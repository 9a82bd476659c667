# What numbers, invoices and credit notes refuse, and why

problem-field-number-affix = Only letters without accents, digits, spaces, ".", "/", "-", "_" and {"{YYYY}"} or {"{YY}"} are allowed.
problem-field-number-year-missing = Numbers that start over every year must name the year: put {"{YYYY}"} or {"{YY}"} into the prefix or the suffix.
problem-field-number-used = This number was given out already. The first one that is free is { $free }.

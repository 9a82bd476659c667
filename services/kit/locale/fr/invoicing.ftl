# Ce que les numéros, les factures et les notes de crédit refusent, et pourquoi

problem-field-number-affix = Seuls des lettres sans accent, des chiffres, des espaces, « . », « / », « - », « _ » et {"{YYYY}"} ou {"{YY}"} sont permis.
problem-field-number-year-missing = Des numéros qui recommencent chaque année doivent nommer l'année : mettez {"{YYYY}"} ou {"{YY}"} dans le préfixe ou le suffixe.
problem-field-number-used = Ce numéro a déjà été donné. Le premier qui est libre est { $free }.

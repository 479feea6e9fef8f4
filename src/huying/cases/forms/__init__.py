"""Forms of cases: shapes only; what they mean is the actions' matter."""

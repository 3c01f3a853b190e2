"""The field of values: the numerical radius and the numerical abscissa, enclosed."""

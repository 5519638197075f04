"""Who may see and do what: sign-in, principals, the permission table, personal fields."""

"""Who may see and do what: sign-in by OIDC, scope by area, personal fields sealed and masked."""

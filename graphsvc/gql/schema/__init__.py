"""How types and their fields are declared, and what GraphQL makes of the declarations."""

"""Quality of what sheets told: how complete each table is in each area, and what cannot be right (数据质量)."""

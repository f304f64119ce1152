"""The database: tables, transactions, migrations, backup."""

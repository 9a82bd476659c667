"""Page routes, one module per area; each exports `routes`."""

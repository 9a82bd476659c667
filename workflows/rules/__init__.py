"""What the product does by itself, a file a subject. `workflows/planner.py` lists the rules in order."""

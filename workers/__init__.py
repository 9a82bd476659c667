"""The processes behind the services: the relay that carries facts to Temporal, and the workers that do what jobs ask for."""

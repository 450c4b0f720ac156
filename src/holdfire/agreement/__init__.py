"""The agreement: texts, actors, terms, zones, positions and rules as data, from one YAML file a mechanism."""

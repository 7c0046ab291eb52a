"""Rules of internships: read from data, chosen by day and region, checked against facts."""

"""What joint projects compute: kinds and presets as data, days of duties, hours, the band."""

"""City, district, street, community by administrative code 区划."""

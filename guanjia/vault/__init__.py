"""Personal data: encrypted fields, blind search, masking, files, and who has looked."""

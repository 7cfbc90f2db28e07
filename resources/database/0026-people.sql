-- Several people in one library: the role of a person's token, and who changed a word or made an edit.
ALTER TABLE api_token ADD COLUMN role TEXT CHECK (role IN ('read', 'label', 'admin'));
ALTER TABLE word ADD COLUMN changed_by TEXT;
ALTER TABLE edit ADD COLUMN changed_by TEXT;

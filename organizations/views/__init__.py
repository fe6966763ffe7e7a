"""The pages of organizations, people and teams."""

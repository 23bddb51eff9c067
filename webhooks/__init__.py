"""The pages and the ways in from outside. `create_app` in `webhooks.app` puts them together."""

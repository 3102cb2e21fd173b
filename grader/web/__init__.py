"""The service on the network: `app.create_app` joins API, pages and Slack to one Service."""

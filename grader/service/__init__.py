"""The service behind the faces of the network: API, pages and Slack all call this and no more."""

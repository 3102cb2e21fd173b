"""The Slack app: a command, a message shortcut, and buttons, on the same record as the rest."""

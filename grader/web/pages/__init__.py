"""The pages: server-rendered, whole without JavaScript and livelier with it."""

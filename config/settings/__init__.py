"""Settings by situation: `dev` (a demo on one machine), `test`, `production`."""

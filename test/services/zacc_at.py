"""The published command line with the server at argv[1] as its data centre; the other arguments are its own.

Nothing else of it is changed: its two addresses are fixed in its code.
"""

import sys

from zuora_aqua_client_cli import api, cli

url = sys.argv.pop(1)
for address in ("base_url", "base_api_url"):
    setattr(api.ZuoraClient, address, property(lambda self: url, lambda self, value: None))

cli.cli()

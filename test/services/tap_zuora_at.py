"""The published tap with the server at argv[1] as its data centre; the other arguments are the tap's own.

Nothing else of it is changed but its pause between two looks at a job, which is a minute.
"""

import sys

import tap_zuora
from tap_zuora import client, sync

url = sys.argv.pop(1).rstrip("/") + "/"
client.URLS = {key: [url] for key in client.URLS}
sync.DEFAULT_POLL_INTERVAL = 0.2

tap_zuora.main()

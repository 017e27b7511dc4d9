#!/usr/bin/env bash
# From a file to records to abort, in the eight steps of the tutorial, with curl alone. With `npx sluice serve` running:
#   bash bulk-data-with-curl.sh
# Another server: SLUICE=https://sluice.example.test bash bulk-data-with-curl.sh
set -eu -o pipefail

SLUICE=${SLUICE:-http://127.0.0.1:8484}
field() { sed -n 's/.*"'$1'":"\([^"]*\)".*/\1/p'; }
TOKEN=$(curl -s $SLUICE/oauth/token -d grant_type=client_credentials \
  -d client_id=5c1ce000-0000-4000-8000-000000000001 -d client_secret=sluice-dev-secret | field access_token)
api() { curl -s -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' "$@"; }
BULK=$SLUICE/bulk-data/bulk-jobs

# 1. What a file has to bring
api "$SLUICE/data-loader/metadata/csv/objects/account/fields?action=Delete"; echo

# 2. Create a job
CREATED=$(api $BULK -d '{ "name": "May accounts", "objectType": "Account", "jobType": "Import", "fileType": "csv" }')
JOB=$(echo "$CREATED" | field id)

# 3. Upload its file: the address is signed, it needs no token
printf 'Name,Currency,BillCycleDay\nAcme Ltd,USD,1\nNobody,USD,often\n' | curl -s -T - "$(echo "$CREATED" | field uploadUrl)"

# 4. Submit it
api -X POST $BULK/$JOB/submissions; echo

# 5. Poll until it has ended
until api $BULK/$JOB/summary | grep -qE '"status":"(Completed|Failed)"'; do sleep 0.2; done
api $BULK/$JOB/summary; echo

# 6. Download what worked, with the new ids, and what did not, with the reasons
LINKS=$(api $BULK/$JOB/downloads)
curl -s "$(echo "$LINKS" | field successRowsFile)"
curl -s "$(echo "$LINKS" | field errorRowsFile)"

# 7. Load a large file, and abort it
CREATED=$(api $BULK -d '{ "name": "too many", "objectType": "Account" }')
JOB=$(echo "$CREATED" | field id)
(echo Name,Currency; seq 1 500000 | sed 's/.*/Customer &,USD/') | curl -s -T - "$(echo "$CREATED" | field uploadUrl)"
api -X POST $BULK/$JOB/submissions; echo
until api $BULK/$JOB/summary | grep -qE '"rowsSucceeded":[1-9]'; do sleep 0.1; done
api -X POST $BULK/$JOB/aborts; echo

# 8. What it had written by then, and the receipt of the stop
api $BULK/$JOB/summary; echo
api $SLUICE/sluice/v1/jobs/$JOB; echo

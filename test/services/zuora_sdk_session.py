"""One session of the published Python client with the server at argv[1]; prints what it saw as one JSON line."""

import json
import sys
import time
import urllib.request

from zuora_sdk import Configuration, SubmitDataQueryRequest, SubmitDataQueryRequestOutput
from zuora_sdk.zuora_client import ZuoraClient

url, client_id, client_secret, slow_query = sys.argv[1:5]


def wait(api, job_id):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        job = api.get_data_query_job(job_id=job_id).data
        if job.query_status in ("completed", "failed", "cancelled"):
            return job
        time.sleep(0.05)
    raise TimeoutError(f"job {job_id} is still {job.query_status}")


def submit(api, query, **fields):
    request = SubmitDataQueryRequest(
        query=query,
        output_format=fields.pop("output_format", "CSV"),
        compression="NONE",
        output=SubmitDataQueryRequestOutput(target="S3"),
        **fields,
    )
    return api.post_data_query_job(body=request).data


def text(link):
    return urllib.request.urlopen(link, timeout=30).read().decode()


client = ZuoraClient(client_id, client_secret, None, Configuration(host=url))
client.refresh_token()
api = client.data_queries_api()

first = submit(api, "SELECT 1 AS one, 'x' AS Label")
done = wait(api, first.id)
json_job = wait(api, submit(api, "SELECT true AS yes", output_format="JSON").id)
bad = wait(api, submit(api, "SELECT nope FROM account").id)
slow = submit(api, slow_query)
# The client's model wants ids of 64 characters, which no id has: its users call past the check.
cancelled = api.delete_data_query_job.__wrapped__(api, slow.id).data
page = api.get_data_query_jobs(query_status="completed", page_size=10).data

print(
    json.dumps(
        {
            "submitted": {"status": first.query_status, "query": first.query, "retries": first.remaining_retries},
            "completed": {"status": done.query_status, "rows": done.output_rows, "file": text(done.data_file)},
            "json": text(json_job.data_file),
            "failed": {"status": bad.query_status, "message": bad.additional_properties.get("errorMessage")},
            "cancelled": {"status": cancelled.query_status, "same": cancelled.id == slow.id},
            "after": wait(api, slow.id).query_status,
            "listed": [job.id for job in page] == [json_job.id, first.id],
        }
    )
)

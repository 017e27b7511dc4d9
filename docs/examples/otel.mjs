/**
 * Sends Sluice's spans to a collector. In a folder of its own:
 *
 *   npm i @opentelemetry/sdk-node
 *   OTEL_SERVICE_NAME=sluice OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318 \
 *     node --import ./otel.mjs <path to sluice>/dist/cli.js serve
 *
 * Everything else (headers, sampling, propagators) is set with the OTEL_… variables of the SDK.
 */
import { isMainThread } from 'node:worker_threads';
import { NodeSDK } from '@opentelemetry/sdk-node';

// The server's threads load this file too, and make no spans.
if (isMainThread) new NodeSDK({ instrumentations: [] }).start();

// node verify-audit.mjs events.ndjson checkpoints.ndjson
// Checks an export of Gatehouse's audit log (docs/audit.md) with nothing but Node.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';

const read = (file) => readFileSync(file, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));
const [events, checkpoints] = process.argv.slice(2).map(read);
const fields = ['id', 'accountId', 'at', 'actor', 'action', 'subject', 'serverId', 'reason', 'beforeText', 'afterText',
    'correlationId'];
const netstring = (text) => text === null ? '~' : `${Buffer.byteLength(text)}:${text},`;
const fail = (text) => { console.error(text); process.exitCode = 1; };

const hashes = ['0'.repeat(64)];
for (const row of events.filter((event) => event.seq !== null).sort((one, other) => one.seq - other.seq)) {
    if (row.seq !== hashes.length) fail(`rows are missing before number ${row.seq}`);
    const canonical = fields.map((field) => netstring(row[field])).join('');
    const hash = createHash('sha256').update(hashes.at(-1) + canonical).digest('hex');
    if (hash !== row.hash) fail(`number ${row.seq}, row ${row.id}, does not follow from the one before`);
    hashes[row.seq] = row.hash;
}

const keys = new Map(checkpoints.filter((line) => line.key).map(({ key }) => [key.kid, key]));
for (const { jws } of checkpoints.filter((line) => line.jws)) {
    const [head, claims, signature] = jws.split('.');
    const { alg, typ, kid } = JSON.parse(Buffer.from(head, 'base64url'));
    const key = keys.has(kid) && { key: createPublicKey({ key: keys.get(kid), format: 'jwk' }), dsaEncoding: 'ieee-p1363' };
    const { number, seq, hash } = JSON.parse(Buffer.from(claims, 'base64url'));
    const signed = key && alg === 'ES256' && typ === 'gatehouse-audit-checkpoint+jwt'
        && verify('sha256', Buffer.from(`${head}.${claims}`), key, Buffer.from(signature, 'base64url'));
    if (!signed) fail(`checkpoint ${number} is not signed by a key of the export`);
    else if (hashes[seq] !== hash) fail(`checkpoint ${number} says another hash at number ${seq}, or the row is missing`);
}
if (!process.exitCode) console.log(`${hashes.length - 1} rows are as they were sealed`);

// What Node.js reads in each body: the method and what it names, in the form of SecondReader.Seen.
const fs = require('fs');
const [, , bodies, seen] = process.argv;

const shown = (text) =>
  [...Array(text.length).keys()]
    .map((i) => text.charCodeAt(i))
    .map((c) => (c > 32 && c < 127 ? String.fromCharCode(c) : '<' + c.toString(16) + '>'))
    .join('');

function named(method, params) {
  switch (method) {
    case 'tools/call':
      return ['TOOL ' + params.name];
    case 'prompts/get':
      return ['PROMPT ' + params.name];
    case 'resources/read':
      return ['RESOURCE ' + params.uri];
    case 'resources/subscribe':
    case 'resources/unsubscribe':
      return params && 'uri' in params ? ['RESOURCE ' + params.uri] : [];
    case 'completion/complete': {
      const names = [];
      if (typeof params.ref.name === 'string') names.push('PROMPT ' + params.ref.name);
      if (typeof params.ref.uri === 'string') names.push('RESOURCE ' + params.ref.uri);
      return names;
    }
    case 'subscriptions/listen':
      return ((params && params.notifications && params.notifications.resourceSubscriptions) || []).map(
        (uri) => 'RESOURCE ' + uri,
      );
    default:
      return [];
  }
}

const message = (m) =>
  typeof m.method === 'string'
    ? shown(m.method) + ' [' + named(m.method, m.params).map(shown).join(', ') + ']'
    : 'null []';

const out = fs
  .readFileSync(bodies, 'utf8')
  .trim()
  .split('\n')
  .map((hex) => JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(hex, 'hex'))))
  .map((body) => (Array.isArray(body) ? body : [body]).map(message).join('|'));
fs.writeFileSync(seen, out.join('\n') + '\n');

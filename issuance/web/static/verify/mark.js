// Read a mark and judge it by signed lists, with nothing but the browser: base45, CBOR, COSE_Sign1, ES256.
"use strict";

const Ieum = (() => {
  const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
  const MAX_BYTES = 600;
  const MAX_DEPTH = 4;
  const LIST_BYTES = 16384;
  const ENTRIES = 65536;
  const LAST_SECOND = 253402300799;
  const OWN = -70001;
  const STANDINGS = [null, "VOIDED", "SUSPENDED", "SUPERSEDED"];

  class Unreadable extends Error {
    constructor(reason) {
      super(reason);
      this.reason = reason;
    }
  }

  class UntrustedList extends Error {}
  class OlderList extends Error {}

  const must = (holds, reason) => {
    if (!holds) throw new Unreadable(reason);
  };
  const same = (one, other) => one.length === other.length && one.every((byte, at) => byte === other[at]);
  const concat = (...parts) => Uint8Array.from(parts.flatMap((part) => [...part]));

  function base45(text) {
    const raw = [];
    for (let start = 0; start < text.length; start += 3) {
      const digits = [...text.slice(start, start + 3)].map((character) => ALPHABET.indexOf(character));
      must(digits.length > 1 && digits.every((digit) => digit >= 0), "alphabet");
      const number = digits.reduceRight((sum, digit) => sum * 45 + digit, 0);
      must(number < 256 ** (digits.length - 1), "alphabet");
      if (digits.length === 3) raw.push(number >> 8);
      raw.push(number & 255);
    }
    return Uint8Array.from(raw);
  }

  // Deterministic CBOR only (RFC 8949 §4.2.1): integers, text, bytes, arrays and maps. A map is a Map.
  function decode(raw) {
    let at = 0;

    function take(count) {
      must(at + count <= raw.length, "encoding");
      at += count;
      return raw.subarray(at - count, at);
    }

    function argument(short) {
      if (short < 24) return short;
      must(short <= 27, "encoding");
      const size = 1 << (short - 24);
      let number = 0n;
      for (const byte of take(size)) number = (number << 8n) | BigInt(byte);
      must(number >= (size === 1 ? 24n : 1n << BigInt(size * 4)), "encoding");
      return number <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(number) : number;
    }

    function value(depth) {
      const [first] = take(1);
      const type = first >> 5;
      must(type < 6, "encoding");
      const number = argument(first & 31);
      if (type === 0) return number;
      if (type === 1) return typeof number === "bigint" ? -1n - number : -1 - number;
      must(typeof number === "number", "encoding");
      if (type === 2) return take(number).slice();
      if (type === 3) return text(take(number));
      must(depth < MAX_DEPTH && number <= raw.length, "encoding");
      return type === 4 ? Array.from({ length: number }, () => value(depth + 1)) : map(number, depth);
    }

    function text(bytes) {
      try {
        return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
      } catch {
        throw new Unreadable("encoding");
      }
    }

    function map(count, depth) {
      const entries = new Map();
      let previous = null;
      for (let left = count; left > 0; left -= 1) {
        const start = at;
        const key = value(depth + 1);
        must(!Array.isArray(key) && !(key instanceof Map), "encoding");
        const encoded = raw.subarray(start, at);
        must(previous === null || before(previous, encoded), "encoding");
        previous = encoded;
        entries.set(key, value(depth + 1));
      }
      return entries;
    }

    const decoded = value(0);
    must(at === raw.length, "encoding");
    return decoded;
  }

  function before(one, other) {
    for (let at = 0; at < Math.min(one.length, other.length); at += 1) {
      if (one[at] !== other[at]) return one[at] < other[at];
    }
    return one.length < other.length;
  }

  function byteString(bytes) {
    const head = bytes.length < 24 ? [0x40 + bytes.length]
      : bytes.length < 256 ? [0x58, bytes.length] : [0x59, bytes.length >> 8, bytes.length & 255];
    return concat(head, bytes);
  }

  // Sig_structure of RFC 9052 §4.4, with an empty external_aad.
  function toBeSigned(protectedHeader, payload) {
    const context = new TextEncoder().encode("Signature1");
    return concat([0x84, 0x6a], context, byteString(protectedHeader), [0x40], byteString(payload));
  }

  function readMark(text) {
    must(!/^KD([2-9]|[1-9][0-9]+):/.test(text), "newer");
    must(text.startsWith("KD1:"), "not_a_mark");
    const body = text.slice(4);
    must(body.length <= (MAX_BYTES / 2) * 3, "too_long");
    const raw = base45(body);
    must(raw[0] === 0xd2, "encoding");
    const parts = decode(raw.subarray(1));
    must(Array.isArray(parts) && parts.length === 4, "encoding");
    const [header, unprotected, payload, signature] = parts;
    const bytes = [header, payload, signature].every((part) => part instanceof Uint8Array);
    must(bytes && unprotected instanceof Map, "encoding");
    must(unprotected.size === 0 && signature.length === 64, "header");
    const kid = readKid(header);
    return { kid, claims: readClaims(decode(payload)), signed: toBeSigned(header, payload), signature };
  }

  function readKid(header) {
    const read = decode(header);
    const kid = read instanceof Map ? read.get(4) : null;
    must(kid instanceof Uint8Array && kid.length === 8, "header");
    must(same(header, concat([0xa2, 0x01, 0x26, 0x04, 0x48], kid)), "header");
    return base64url(kid);
  }

  function readClaims(outer) {
    const ok = (holds) => must(holds, "claims");
    ok(outer instanceof Map);
    const own = outer.get(OWN);
    ok(own instanceof Map);
    const isInt = (claim) => typeof claim === "number" || typeof claim === "bigint";
    const isText = (claim) => typeof claim === "string" && claim !== "" && claim.normalize("NFC") === claim;
    const isMoment = (claim) => isInt(claim) && claim >= 0 && claim <= LAST_SECOND;
    const isList = (claim, length) => Array.isArray(claim) && claim.length === length && claim.every(isInt);
    const isSerial = (claim) => isList(claim, 3) && claim[0] >= 0 && claim[0] <= 99 && claim[1] >= 1
      && claim[1] <= 999 && claim[2] >= 1 && claim[2] <= 999999;
    const isOn = (claim, belongs, isShape) => (claim !== undefined) === belongs && (!belongs || isShape(claim));
    const office = outer.get(1);
    const series = own.get(1);
    ok(typeof office === "string" && /^[0-9]{8}$/.test(office));
    ok(typeof series === "string" && /^T?[REPC]$/.test(series));
    const paper = series.at(-1);
    const number = own.get(2);
    ok(isSerial(number));
    ok(isInt(own.get(3)) && own.get(3) >= 0 && own.get(3) < 10n ** 16n);
    ok(isText(own.get(4)));
    ok(isInt(own.get(5)) && isDate(own.get(5)));
    const fact = own.get(6);
    ok(fact === undefined || (isText(fact) && new TextEncoder().encode(fact).length <= 24));
    ok(own.get(7) instanceof Uint8Array && own.get(7).length === 16);
    const flags = own.get(8);
    ok(isInt(flags) && flags >= 0 && ((BigInt(flags) & 2n) !== 0n) === series.startsWith("T"));
    const place = own.get(9);
    ok(isList(place, 2) && place[0] >= 0 && place[1] >= 0);
    ok(typeof own.get(11) === "string" && /^[A-Z]{2}[0-9]{2}$/.test(own.get(11)));
    ok(isMoment(outer.get(6)));
    ok(isOn(outer.get(4), paper === "P", isMoment));
    ok(isOn(own.get(10), paper === "P", (claim) => isInt(claim) && claim > 0));
    ok(isOn(own.get(12), paper === "R" || paper === "E", isMoment));
    ok(isOn(own.get(13), paper === "C", isSerial));
    return {
      office, series, book: `${pad(number[0], 2)}-${pad(number[1], 3)}`,
      serial: `${series}-${office}-${pad(number[0], 2)}-${pad(number[1], 3)}-${pad(number[2], 6)}`,
      checkNumber: pad(own.get(3), 16), name: own.get(4), birth: own.get(5), keyFact: fact ?? null,
      statusList: place[0], statusIndex: place[1], kind: own.get(11), issuedAt: outer.get(6),
      expiresAt: outer.get(4) ?? null,
    };
  }

  const pad = (number, width) => String(number).padStart(width, "0");

  function isDate(birth) {
    if (birth < 10000000 || birth > 99991231) return false;
    const [year, month, day] = [Math.floor(birth / 10000), Math.floor(birth / 100) % 100, birth % 100];
    return month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
  }

  function base64url(bytes) {
    return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  }

  function fromBase64url(text) {
    if (!/^[A-Za-z0-9_-]*$/.test(text)) throw new UntrustedList();
    const raw = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
    if (text.length < 4000 && base64url(raw) !== text) throw new UntrustedList();
    return raw;
  }

  async function verifies(jwk, message, signature) {
    const { kty, crv, x, y } = jwk;
    const curve = { name: "ECDSA", namedCurve: "P-256" };
    const key = await crypto.subtle.importKey("jwk", { kty, crv, x, y }, curve, false, ["verify"]);
    return crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, signature, message);
  }

  // The claims of a compact JWS, once one of `keys` (by kid) has been found to have signed it.
  async function opened(text, typ, keys) {
    const parts = text.trim().split(".");
    if (parts.length !== 3) throw new UntrustedList();
    const [head, body, tail] = parts;
    const json = (part) => JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(fromBase64url(part)));
    const header = json(head);
    const key = keys.get(header.kid);
    const exact = Object.keys(header).length === 3 && header.alg === "ES256" && header.typ === typ;
    if (!key || !exact) throw new UntrustedList();
    const message = new TextEncoder().encode(`${head}.${body}`);
    if (!(await verifies(key, message, fromBase64url(tail)))) throw new UntrustedList();
    return { kid: header.kid, claims: json(body) };
  }

  async function readTrustList(text, root, highestVersionSeen = 0) {
    const { claims } = await opened(text, "trust-list+jwt", new Map([[root.kid, root]]));
    if (claims.version < highestVersionSeen) throw new OlderList();
    const byKid = (keys) => {
      const found = new Map(keys.map((key) => [key.kid, key]));
      if (found.size !== keys.length) throw new UntrustedList();
      return found;
    };
    return { ...claims, keys: byKid(claims.keys), listKeys: byKid(claims.list_keys) };
  }

  async function readStatusList(text, listKeys) {
    const trusted = new Map([...listKeys].filter(([, key]) => key.revoked_at === undefined));
    const { kid, claims } = await opened(text, "statuslist+jwt", trusted);
    const key = trusted.get(kid);
    const found = /^urn:ieum:status:(0|[1-9][0-9]*)$/.exec(claims.sub);
    if (!found || claims.iat < key.nbf || claims.iat >= key.exp || claims.status_list.bits !== 2) {
      throw new UntrustedList();
    }
    const packed = await inflated(fromBase64url(claims.status_list.lst));
    return { number: Number(found[1]), iat: claims.iat, exp: claims.exp, packed };
  }

  async function inflated(raw) {
    const reader = new Blob([raw]).stream().pipeThrough(new DecompressionStream("deflate")).getReader();
    const packed = new Uint8Array(LIST_BYTES);
    let length = 0;
    for (let step = await reader.read(); !step.done; step = await reader.read()) {
      if (length + step.value.length > LIST_BYTES) throw new UntrustedList();
      packed.set(step.value, length);
      length += step.value.length;
    }
    if (length !== LIST_BYTES) throw new UntrustedList();
    return packed;
  }

  // The first verdict that applies; `statuses` is a Map by list number, `now` in seconds. Never throws.
  async function judge(text, trust, statuses, now) {
    const blank = {
      verdict: null, reason: null, serial: null, series: null, kind: null, office: null, name: null, birth: null,
      issued_at: null, expires_at: null, status_as_of: null, list_version: trust.version, superseded_by: null,
      seen_before: null,
    };
    let mark;
    try {
      mark = readMark(text);
    } catch (fault) {
      return { ...blank, verdict: "UNREADABLE", reason: fault.reason ?? "encoding" };
    }
    const { claims } = mark;
    const key = trust.keys.get(mark.kid);
    if (!key) return { ...blank, verdict: "UNKNOWN_KEY", reason: "no_such_key" };
    if (claims.issuedAt < key.nbf || claims.issuedAt >= key.exp) {
      return { ...blank, verdict: "UNKNOWN_KEY", reason: "key_out_of_time" };
    }
    const holds = await verifies(key, mark.signed, mark.signature).catch(() => false);
    const misuse = !holds ? "signature"
      : key.office !== claims.office || key.book !== claims.book ? "other_book"
      : claims.series.startsWith("T") !== (trust.realm === "drill") ? "other_realm" : null;
    if (misuse) return { ...blank, verdict: "INVALID", reason: misuse };
    const listed = statuses.get(claims.statusList);
    const [verdict, reason] = standing(claims, key, trust, listed, now);
    const birth = String(claims.birth);
    return {
      ...blank, verdict, reason, serial: claims.serial, series: claims.series, kind: claims.kind,
      office: claims.office, name: claims.name,
      birth: `${birth.slice(0, 4)}-${birth.slice(4, 6)}-${birth.slice(6)}`,
      issued_at: seoul(claims.issuedAt), expires_at: claims.expiresAt === null ? null : seoul(claims.expiresAt),
      status_as_of: listed ? seoul(listed.iat) : null,
    };
  }

  function standing(claims, key, trust, listed, now) {
    if (key.revoked_at !== undefined) return ["KEY_REVOKED", null];
    if (!listed || claims.statusIndex >= ENTRIES) return ["NOT_YET_SYNCED", "no_status_list"];
    const { statusIndex: index } = claims;
    const against = STANDINGS[(listed.packed[index >> 2] >> ((index % 4) * 2)) & 3];
    if (against) return [against, null];
    if (claims.issuedAt > listed.iat) return ["NOT_YET_SYNCED", "later_than_list"];
    if (now >= listed.exp || now >= trust.exp) return ["NOT_YET_SYNCED", "list_out_of_date"];
    if (claims.expiresAt !== null && now >= claims.expiresAt) return ["EXPIRED", null];
    return ["VALID", null];
  }

  function seoul(seconds) {
    return `${new Date((Number(seconds) + 9 * 3600) * 1000).toISOString().slice(0, 19)}+09:00`;
  }

  return { judge, readMark, readTrustList, readStatusList, OlderList };
})();

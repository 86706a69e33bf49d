import { createHmac, timingSafeEqual } from 'node:crypto';

const ALGORITHM = 'AWS4-HMAC-SHA256';
const SIGNATURE = 'X-Amz-Signature';
const BUCKET = 'webadmit-sandbox-exports';
const ACCESS_KEY_ID = 'AKIASANDBOXSANDBOX00';
const SECRET = 'the secret of a sandbox is no secret';

/** What stands in a signed URL. */
export interface SignedFile {
	/** Object key, for example `export_files/74780/Nightly-Applicants.csv`. */
	key: string;
	contentDisposition: string;
	contentType: string;
	lifetimeSeconds: number;
}

/** What a check of a signed URL found out. */
export type Verdict =
	| { verdict: 'good'; bucket: string; key: string }
	| { verdict: 'unsigned' | 'wrongSignature' }
	| { verdict: 'expired'; lifetimeSeconds: string; expiredAt: number };

/** `2014-11-05T10:20:30.123Z` -> `20141105T102030Z`, as `X-Amz-Date` is written. */
function amzDate(ms: number): string {
	return new Date(ms).toISOString().replace(/[-:]|\.\d+/g, '');
}

function parseAmzDate(text: string): number {
	const iso = text.replace(
		/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/,
		(_all, y, mo, d, h, mi, s) => `${y}-${mo}-${d}T${h}:${mi}:${s}Z`,
	);
	return Date.parse(iso);
}

/** HMAC-SHA256 over the method, the path and every query parameter but the signature itself. */
function signatureOf(method: string, url: URL): string {
	const query = [...url.searchParams]
		.filter(([name]) => name !== SIGNATURE)
		.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
		.sort()
		.join('&');
	return createHmac('sha256', SECRET).update(`${method}\n${url.pathname}\n${query}`).digest('hex');
}

/** Written by hand, since `URLSearchParams` would turn spaces into `+`. */
function withQuery(base: string, query: Array<[string, string]>): string {
	return `${base}?${query.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')}`;
}

/** Issues signed URLs of the file host and checks them. */
export class Signer {
	private issued = 0;

	/** @param filesUrl origin of the file host, known once it listens */
	constructor(
		private readonly filesUrl: () => string,
		private readonly now: () => number,
	) {}

	/** A URL that holds from now on for `lifetimeSeconds`. No two of them are the same. */
	sign(file: SignedFile): string {
		const date = amzDate(this.now());
		const path = file.key.split('/').map(encodeURIComponent).join('/');
		const unsigned = withQuery(`${this.filesUrl()}/${BUCKET}/${path}`, [
			['X-Amz-Algorithm', ALGORITHM],
			['X-Amz-Credential', `${ACCESS_KEY_ID}/${date.slice(0, 8)}/us-east-1/s3/aws4_request`],
			['X-Amz-Date', date],
			['X-Amz-Expires', String(file.lifetimeSeconds)],
			// With temporary credentials S3 asks for a token; here it tells two URLs of the same second apart.
			['X-Amz-Security-Token', `sandbox-${++this.issued}`],
			['X-Amz-SignedHeaders', 'host'],
			['response-content-disposition', file.contentDisposition],
			['response-content-type', file.contentType],
		]);
		return `${unsigned}&${SIGNATURE}=${signatureOf('GET', new URL(unsigned))}`;
	}

	/** The same URL, issued so long ago that it has just expired. */
	expire(signedUrl: string): string {
		const url = new URL(signedUrl);
		const lifetimeMs = Number(url.searchParams.get('X-Amz-Expires')) * 1000;
		const old = signedUrl.replace(
			/X-Amz-Date=[^&]*/,
			`X-Amz-Date=${amzDate(this.now() - lifetimeMs - 2000)}`,
		);
		return old.replace(/(X-Amz-Signature=).*$/, `$1${signatureOf('GET', new URL(old))}`);
	}

	/** The same URL with a signature that does not fit. */
	spoil(signedUrl: string): string {
		return signedUrl.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
	}

	/** Looks at the signature and the expiry of a request for a file. `url` is path and query as they came. */
	check(method: string, url: string): Verdict {
		const parsed = new URL(url, this.filesUrl());
		const given = parsed.searchParams.get(SIGNATURE);
		const date = parsed.searchParams.get('X-Amz-Date');
		const lifetime = parsed.searchParams.get('X-Amz-Expires');
		if (given === null || date === null || lifetime === null) return { verdict: 'unsigned' };
		const expiredAt = parseAmzDate(date) + Number(lifetime) * 1000;
		if (!(this.now() <= expiredAt)) {
			return { verdict: 'expired', lifetimeSeconds: lifetime, expiredAt };
		}
		const right = Buffer.from(signatureOf(method, parsed));
		const claimed = Buffer.from(given);
		if (right.length !== claimed.length || !timingSafeEqual(right, claimed)) {
			return { verdict: 'wrongSignature' };
		}
		const [bucket = '', ...key] = parsed.pathname.slice(1).split('/').map(decodeURIComponent);
		return { verdict: 'good', bucket, key: key.join('/') };
	}

	/** The bucket that all files lie in. */
	get bucket(): string {
		return BUCKET;
	}
}

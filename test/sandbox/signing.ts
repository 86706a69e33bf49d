import { createHmac } from 'node:crypto';

const ACCESS_KEY_ID = 'AKIASANDBOXSANDBOX00';
const SECRET = 'the secret of a sandbox is no secret';

/** The content of a signed URL. */
export interface SignedFile {
	/** Object key, for example `export_files/reports/000/074/780/<hash>_original.txt`. */
	key: string;
	contentDisposition: string;
	contentType: string;
	lifetimeSeconds: number;
}

/** The result of a check of a signed URL. */
export type Verdict =
	| { verdict: 'good'; key: string }
	| { verdict: 'unsigned' | 'wrongSignature' }
	| { verdict: 'expired'; expiredAt: number };

/** Bytes at the beginning of a signature that make every signature different. */
const SALT_BYTES = 4;
/** The length of a signature: S3's have the 20 bytes of an HMAC-SHA1. */
const SIGNATURE_BYTES = 20;

/** Signs the method, the path, and all query parameters except the signature itself. Base64. */
function signatureOf(method: string, url: URL, salt: number): string {
	const query = [...url.searchParams]
		.filter(([name]) => name !== 'Signature')
		.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
		.sort()
		.join('&');
	const signature = Buffer.alloc(SIGNATURE_BYTES);
	signature.writeUInt32BE(salt);
	createHmac('sha1', SECRET)
		.update(`${salt}\n${method}\n${url.pathname}\n${query}`)
		.digest()
		.copy(signature, SALT_BYTES);
	return signature.toString('base64');
}

/** Issues signed URLs of the file host, in the form of S3's older signatures, and checks them. */
export class Signer {
	private salt = 0;

	/** @param filesUrl origin of the file host, known once it listens. It stands for the host of the bucket. */
	constructor(
		private readonly filesUrl: () => string,
		private readonly now: () => number,
	) {}

	/** A URL that is valid for `lifetimeSeconds` from now. Every call gives another URL. */
	sign(file: SignedFile): string {
		const path = file.key.split('/').map(encodeURIComponent).join('/');
		const expires = Math.floor(this.now() / 1000) + file.lifetimeSeconds;
		// Written by hand, since `URLSearchParams` would turn spaces into `+`.
		return this.withSignature(
			`${this.filesUrl()}/${path}?AWSAccessKeyId=${ACCESS_KEY_ID}&Expires=${expires}&Signature=` +
				`&response-content-disposition=${encodeURIComponent(file.contentDisposition)}` +
				`&response-content-type=${encodeURIComponent(file.contentType)}`,
		);
	}

	/** The same URL, issued so long ago that it has just expired. */
	expire(signedUrl: string): string {
		const expired = Math.floor(this.now() / 1000) - 1;
		return this.withSignature(signedUrl.replace(/(&Expires=)\d+/, `$1${expired}`));
	}

	/** The same URL with a wrong signature. */
	spoil(signedUrl: string): string {
		return signedUrl.replace(
			/(&Signature=)(.)/,
			(_all, name: string, first: string) => `${name}${first === 'A' ? 'B' : 'A'}`,
		);
	}

	/** Checks the signature and the expiry of a request for a file. `url` is the path and the query, as they came. */
	check(method: string, url: string): Verdict {
		const parsed = new URL(url, this.filesUrl());
		const given = parsed.searchParams.get('Signature');
		const expires = parsed.searchParams.get('Expires');
		if (given === null || expires === null) return { verdict: 'unsigned' };
		const expiredAt = Number(expires) * 1000;
		if (!(this.now() <= expiredAt)) return { verdict: 'expired', expiredAt };
		const bytes = Buffer.from(given, 'base64');
		if (bytes.length !== SIGNATURE_BYTES) return { verdict: 'wrongSignature' };
		const right = encodeURIComponent(signatureOf(method, parsed, bytes.readUInt32BE()));
		// Compared without decoding: if a client decodes the URL and encodes it in its own way, it is another URL.
		if (/[?&]Signature=([^&]*)/.exec(url)?.[1] !== right) return { verdict: 'wrongSignature' };
		return {
			verdict: 'good',
			key: parsed.pathname.slice(1).split('/').map(decodeURIComponent).join('/'),
		};
	}

	/** The URL with its signature. The signature has a `+`, since clients have to handle that. */
	private withSignature(url: string): string {
		const parsed = new URL(url);
		let signature: string;
		do signature = signatureOf('GET', parsed, ++this.salt);
		while (!signature.includes('+'));
		return url.replace(/(&Signature=)[^&]*/, `$1${encodeURIComponent(signature)}`);
	}
}

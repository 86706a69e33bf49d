import { generateKeyPairSync, sign } from 'node:crypto';

/** A value in DER. */
function der(tag: number, ...parts: Buffer[]): Buffer {
	const content = Buffer.concat(parts);
	const { length } = content;
	return Buffer.concat([Buffer.from([tag, ...sizeOf(length)]), content]);
}

/** A length in as few bytes as it takes. DER allows no others. */
function sizeOf(length: number): number[] {
	if (length < 0x80) return [length];
	return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}

const sequence = (...parts: Buffer[]) => der(0x30, ...parts);
const time = (written: string) => der(0x17, Buffer.from(written));

const ECDSA_WITH_SHA256 = sequence(Buffer.from('06082a8648ce3d040302', 'hex'));
/** The name `CN=localhost`. */
const LOCALHOST = sequence(
	der(0x31, sequence(Buffer.from('0603550403', 'hex'), der(0x0c, Buffer.from('localhost')))),
);

/** A key and a certificate that it has signed itself, for an HTTPS server whose clients trust anybody. */
export function selfSigned(): { key: string; cert: string } {
	const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
	const facts = sequence(
		der(0x02, Buffer.from([1])),
		ECDSA_WITH_SHA256,
		LOCALHOST,
		sequence(time('200101000000Z'), time('491231235959Z')),
		LOCALHOST,
		publicKey.export({ type: 'spki', format: 'der' }),
	);
	const signature = der(0x03, Buffer.from([0]), sign('sha256', facts, privateKey));
	const certificate = sequence(facts, ECDSA_WITH_SHA256, signature).toString('base64');
	return {
		key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
		cert: `-----BEGIN CERTIFICATE-----\n${certificate}\n-----END CERTIFICATE-----\n`,
	};
}

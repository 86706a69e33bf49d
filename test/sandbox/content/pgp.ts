import { createHash } from 'node:crypto';

const BYTES = 900;

/**
 * A PGP message in ASCII armor. Its packet and checksum are right, but nobody can decrypt it, since its content is
 * noise. The same seed gives the same message.
 */
export function pgpMessage(seed: number): string {
	const blocks = Array.from({ length: Math.ceil(BYTES / 32) }, (_, index) =>
		createHash('sha256').update(`${seed}/${index}`).digest(),
	);
	const noise = Buffer.concat(blocks).subarray(0, BYTES);
	// A symmetrically encrypted packet (tag 9) in the new format, with a length of two bytes.
	const length = noise.length - 192;
	const packet = Buffer.concat([Buffer.from([0xc9, (length >> 8) + 192, length & 0xff]), noise]);
	const lines = packet.toString('base64').match(/.{1,64}/g) ?? [];
	return [
		'-----BEGIN PGP MESSAGE-----',
		'Version: Crypt::OpenPGP 1.06',
		'',
		...lines,
		`=${crc24(packet).toString('base64')}`,
		'-----END PGP MESSAGE-----',
		'',
	].join('\n');
}

/** The checksum of RFC 4880, section 6.1, as three bytes. */
function crc24(bytes: Buffer): Buffer {
	let crc = 0xb704ce;
	for (const byte of bytes) {
		crc ^= byte << 16;
		for (let bit = 0; bit < 8; bit++) {
			crc <<= 1;
			if ((crc & 0x1000000) !== 0) crc ^= 0x1864cfb;
		}
	}
	return Buffer.from([(crc >> 16) & 0xff, (crc >> 8) & 0xff, crc & 0xff]);
}

import tls from 'node:tls';

/**
 * Makes this process trust one more certificate, as the variable NODE_EXTRA_CA_CERTS does for a server.
 *
 * @returns takes it back.
 */
export function trust(certificate: string): () => void {
	const { createSecureContext } = tls;
	Object.assign(tls, {
		createSecureContext: (options: tls.SecureContextOptions = {}) =>
			createSecureContext({ ca: [...tls.rootCertificates, certificate], ...options }),
	});
	return () => {
		Object.assign(tls, { createSecureContext });
	};
}

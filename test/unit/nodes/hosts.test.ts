import { isLoopback, isPrivate, mayLeadTo } from '../../../nodes/WebAdmit/transport/hosts';

const LOOPBACK = [
	'http://localhost',
	'https://LOCALHOST:1',
	'http://127.0.0.1',
	'http://127.1',
	'http://127.255.255.255/a',
	'http://2130706433',
	'http://[::1]:8080/a',
	'http://localhost.',
	'http://localhost..',
];

const PRIVATE = [
	'http://10.0.0.1',
	'http://10.255.255.255',
	'http://172.16.0.1',
	'http://172.20.0.1',
	'http://172.31.255.255',
	'http://192.168.0.1',
	'http://169.254.169.254',
	'http://100.64.0.1',
	'http://100.77.0.1',
	'http://100.101.0.1',
	'http://100.119.0.1',
	'http://100.120.0.1',
	'http://100.127.0.1',
	'http://0.0.0.0',
	'http://[::]',
	'http://[::ffff:10.0.0.1]',
	'http://[fc00::1]',
	'http://[fd12::1]',
	'http://[fe80::1]',
	'http://[febf::1]',
	'http://n8n',
	'http://n8n:5678/a.b',
	'http://printer.local',
	'http://host.docker.internal',
	'http://a.localhost',
	'http://nas.lan',
	'http://nas.home.arpa',
	'http://192.0.0.8',
	'http://198.18.0.1',
	'http://198.19.255.255',
	'http://[64:ff9b::a9fe:a9fe]',
	'http://printer.local.',
];

const PUBLIC = [
	'https://api.webadmit.org',
	'https://n8n.example.edu/10.0.0.1',
	'http://8.8.8.8',
	'http://11.0.0.1',
	'http://110.0.0.1',
	'http://128.0.0.1',
	'http://172.15.0.1',
	'http://172.32.0.1',
	'http://172.160.0.1',
	'http://192.169.0.1',
	'http://169.253.0.1',
	'http://100.63.0.1',
	'http://100.128.0.1',
	'http://100.6.0.1',
	'http://1.10.0.1',
	'http://1.172.16.1',
	'http://2.192.168.1',
	'http://5.169.254.1',
	'http://4.100.64.1',
	'http://1.0.0.1',
	'http://[2001:db8::1]',
	'http://[2001:fd00::1]',
	'http://[fe00::1]',
	'http://localhost.example.org',
	'http://mylocalhost.org',
	'http://127.0.0.1.example.org',
	'http://local.example.org',
	'http://nas.lan.example.org',
	'http://mylan.org',
	'http://example.notlocal',
	'https://api.webadmit.org.',
	'http://10.example.org',
	'http://192.168.example.org',
	'http://169.254.example.org',
	'http://192.0.1.1',
	'http://198.17.0.1',
	'http://198.20.0.1',
];

describe('isLoopback', () => {
	it.each(LOOPBACK)('%s is this machine', (url) => {
		expect(isLoopback(new URL(url))).toBe(true);
	});

	it.each([...PRIVATE, ...PUBLIC])('%s is not', (url) => {
		expect(isLoopback(new URL(url))).toBe(false);
	});
});

describe('isPrivate', () => {
	it.each([...LOOPBACK, ...PRIVATE])('%s is this machine or in a private network', (url) => {
		expect(isPrivate(new URL(url))).toBe(true);
	});

	it.each(PUBLIC)('%s is on the internet', (url) => {
		expect(isPrivate(new URL(url))).toBe(false);
	});
});

describe('mayLeadTo', () => {
	const INTERNET = 'https://api.webadmit.org';
	const OWN_NETWORK = ['https://10.0.0.5', 'https://webadmit.internal', 'https://webadmit'];
	const THIS_MACHINE = ['http://127.0.0.1:4010', 'http://localhost'];
	const NEXT_TO_IT = ['http://169.254.169.254', 'http://[fe80::1]'];
	const DISGUISED = [
		'https://0.0.0.0',
		'https://[::]',
		'https://[::ffff:127.0.0.1]',
		'https://[::ffff:169.254.169.254]',
		'https://[64:ff9b::169.254.169.254]',
		'https://n8n.localhost',
	];
	const lead = (from: string, to: string) => mayLeadTo(new URL(from), new URL(to));

	it.each([INTERNET, ...OWN_NETWORK, ...THIS_MACHINE])('%s leads to the internet', (from) => {
		expect(lead(from, 'https://files.example.com')).toBe(true);
	});

	it.each([...OWN_NETWORK, ...THIS_MACHINE, ...NEXT_TO_IT])(
		'from the internet nobody leads to %s',
		(to) => {
			expect(lead(INTERNET, to)).toBe(false);
		},
	);

	it.each(OWN_NETWORK)('%s leads only further into the own network', (from) => {
		for (const to of OWN_NETWORK) expect(lead(from, to)).toBe(true);
		for (const to of [...THIS_MACHINE, ...NEXT_TO_IT]) expect(lead(from, to)).toBe(false);
	});

	it.each(THIS_MACHINE)('%s leads to itself and into its network', (from) => {
		for (const to of [...OWN_NETWORK, ...THIS_MACHINE]) expect(lead(from, to)).toBe(true);
		for (const to of NEXT_TO_IT) expect(lead(from, to)).toBe(false);
	});

	it.each([INTERNET, ...OWN_NETWORK, ...THIS_MACHINE])('%s leads to no disguise', (from) => {
		for (const to of DISGUISED) expect(lead(from, to)).toBe(false);
	});

	it('everybody leads to themselves', () => {
		expect(lead('https://169.254.1.1', 'https://169.254.1.1./a')).toBe(true);
	});
});

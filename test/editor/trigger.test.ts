import { randomUUID } from 'node:crypto';
import { useEditor } from './support/world';

const { open, world } = useEditor();

test.each([
	['onActivation', 'one run of the export starts in WebAdMIT'],
	['byNodes', "Start runs with the operation 'Initiate Run'"],
])('the panel of the trigger says what activation does: %s', async (registration, said) => {
	const { id, name } = world.credential;
	const trigger = {
		id: randomUUID(),
		name: 'WebAdMIT Trigger',
		type: 'n8n-nodes-webadmit.webAdmitTrigger',
		typeVersion: 1,
		position: [0, 0] as [number, number],
		parameters: { registration },
		credentials: { webAdmitApi: { id, name } },
	};
	const workflow = { name: registration, nodes: [trigger], connections: {} };
	const stored = await world.n8n.createWorkflow(workflow);
	const editor = await open();
	await editor.openWorkflow(stored.id, trigger.id);
	await editor.notices.first().waitFor();

	const notices = await editor.notices.allInnerTexts();
	expect(notices).toEqual([expect.stringContaining(said)]);
	expect(notices[0]).toMatch(/^When you publish \(activate\) the workflow, /);
});

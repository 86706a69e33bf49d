import fc from 'fast-check';

/**
 * Random inputs are the same in each `npm test`, so that a rare find does not stop a change that has nothing to do with
 * it. A search that somebody asks for takes new ones.
 */
if (process.env.FUZZ_INPUTS === undefined) fc.configureGlobal({ seed: 1 });

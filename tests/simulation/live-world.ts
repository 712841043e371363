import { checkAtRest } from './at-rest.ts';
import { drain } from './drain.ts';
import { STORM_MS } from './plan.ts';
import { Storm } from './storm.ts';
import type { World } from './world.ts';

/** Lives a world from its first hour over its storm to the last check. @throws Violation */
export async function liveWorld(world: World): Promise<void> {
  world.begin();
  const storm = new Storm(world);
  for (const { atMs, deed } of world.plan.deeds) world.timeline.plan(atMs, () => void storm.perform(deed));
  await world.liveUntil(STORM_MS);
  await drain(world, storm);
  await checkAtRest(world);
  world.server.books.close();
}

// Where a server keeps the events of its streams, so that a client that lost one can go on where it was.

/** The events of a session, in order; an event's id is its place. */
export class Events {
  #all = [];

  async storeEvent(streamId, message) {
    this.#all.push({ streamId, message });
    return String(this.#all.length);
  }

  async getStreamIdForEventId(eventId) {
    return this.#all[eventId - 1]?.streamId;
  }

  async replayEventsAfter(lastEventId, { send }) {
    const streamId = this.#all[lastEventId - 1]?.streamId;
    for (const [index, event] of this.#all.entries()) {
      const missed = index >= Number(lastEventId) && event.streamId === streamId;
      if (missed && Object.keys(event.message).length > 0) await send(String(index + 1), event.message);
    }
    return streamId;
  }
}

package io.github.polywire.localbrokers;

/**
 * A user of a NATS server.
 */
record NatsAccount(String username, String password) {

	@Override
	public String toString() {
		return this.username;
	}

}

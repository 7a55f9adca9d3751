package io.github.polywire.localbrokers;

/**
 * A user who may do everything in one virtual host.
 */
record RabbitAccount(String username, String password, String virtualHost) {

	static final String DEFAULT_VIRTUAL_HOST = "/";

	static final RabbitAccount GUEST = new RabbitAccount("guest", "guest", DEFAULT_VIRTUAL_HOST);

	@Override
	public String toString() {
		return this.username + "@" + this.virtualHost;
	}

}

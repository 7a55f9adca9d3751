package io.github.polywire.natsmicro;

import io.nats.client.Connection;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationEvent;

/**
 * Something happened to the application's connection to NATS. Published on a thread of
 * the connection, which listeners should not hold.
 */
public class NatsConnectionEvent extends ApplicationEvent {

	private static final long serialVersionUID = 1L;

	private final Type type;

	private final @Nullable String server;

	/**
	 * Creates an event.
	 * @param connection the connection
	 * @param type what happened
	 * @param server the server that it happened with, or {@code null} if that is not
	 * known
	 */
	public NatsConnectionEvent(Connection connection, Type type, @Nullable String server) {
		super(connection);
		this.type = type;
		this.server = server;
	}

	/**
	 * The connection.
	 * @return the connection
	 */
	public Connection getConnection() {
		return (Connection) getSource();
	}

	/**
	 * What happened.
	 * @return the type
	 */
	public Type getType() {
		return this.type;
	}

	/**
	 * The server that it happened with.
	 * @return the server's address, or {@code null} if that is not known
	 */
	public @Nullable String getServer() {
		return this.server;
	}

	@Override
	public String toString() {
		return "NatsConnectionEvent[" + this.type + ((this.server != null) ? ", " + this.server : "") + "]";
	}

	/**
	 * What can happen to a connection.
	 */
	public enum Type {

		/**
		 * The connection was made for the first time.
		 */
		CONNECTED,

		/**
		 * The connection was lost, or an attempt to make it failed; it will be tried
		 * again.
		 */
		DISCONNECTED,

		/**
		 * The connection was made again, and its subscriptions with it.
		 */
		RECONNECTED,

		/**
		 * The server had ended the connection for good, for instance because it refused
		 * the credentials twice, and another took its place, which is open: subscriptions
		 * of the application's own have to be made again.
		 */
		REPLACED,

		/**
		 * The server told of other servers of its cluster.
		 */
		DISCOVERED_SERVERS,

		/**
		 * The server is about to shut down and asks its clients to go elsewhere.
		 */
		LAME_DUCK,

		/**
		 * The connection was closed for good.
		 */
		CLOSED

	}

}

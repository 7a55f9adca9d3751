package io.github.polywire.localbrokers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds ports that stay free while their broker is down.
 */
final class FreePorts {

	// Below every system's ephemeral range. A port from that range could be given to an
	// outgoing connection between kill and restart, and a client that keeps trying to
	// reconnect to it on the same host ends up connected to itself.
	private static final int FIRST = 20_000;

	private static final int END = 32_000;

	private static final int TRIES = 200;

	private FreePorts() {
	}

	/**
	 * Returns a port that nobody listens on now, picked at random.
	 * @return the port
	 */
	static int next() {
		for (int i = 0; i < TRIES; i++) {
			int port = ThreadLocalRandom.current().nextInt(FIRST, END);
			if (isFree(port)) {
				return port;
			}
		}
		throw new LocalBrokerException("No free port found between " + FIRST + " and " + END);
	}

	private static boolean isFree(int port) {
		try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
			return socket.isBound();
		}
		catch (IOException ex) {
			return false;
		}
	}

}

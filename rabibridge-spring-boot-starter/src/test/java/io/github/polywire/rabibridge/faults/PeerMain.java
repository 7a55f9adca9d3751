package io.github.polywire.rabibridge.faults;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A server, or a client, in a JVM of its own. Says when it is ready and then what it did.
 */
public final class PeerMain {

	private PeerMain() {
	}

	public static void main(String[] args) throws Exception {
		Node node = Node.at(args[1], Integer.parseInt(args[2]), args[3], args[4]);
		if (args[0].equals("server")) {
			node.serve("work", (values, kwargs, context) -> {
				LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
				return values.get(0);
			}).start().awaitServing("work");
			node.context().registerShutdownHook();
			System.out.println("ready");
			Thread.currentThread().join();
		}
		else {
			node.start();
			long sum = 0;
			for (int i = 1; i <= 100; i++) {
				Integer value = node.template().call("work", Integer.class, i);
				sum += (value != null) ? value : 0;
			}
			node.close();
			System.out.println("sum " + sum);
		}
	}

}

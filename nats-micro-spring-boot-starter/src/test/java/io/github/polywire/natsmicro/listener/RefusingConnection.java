package io.github.polywire.natsmicro.listener;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

import io.nats.client.Connection;
import io.nats.client.Dispatcher;

/**
 * A connection to a real server that takes no subscriptions of one subject.
 */
final class RefusingConnection {

	private final Connection connection;

	private volatile String refused = "";

	private RefusingConnection(Connection connection) {
		this.connection = connection;
	}

	static RefusingConnection of(Connection connection) {
		return new RefusingConnection(connection);
	}

	void refuse(String subject) {
		this.refused = subject;
	}

	Connection connection() {
		return proxy(Connection.class, (proxy, method, arguments) -> switch (method.getName()) {
			case "createDispatcher" -> dispatcher((Dispatcher) call(this.connection, method, arguments));
			case "closeDispatcher" -> {
				this.connection
					.closeDispatcher(((RefusingDispatcher) Proxy.getInvocationHandler(arguments[0])).dispatcher());
				yield null;
			}
			default -> call(this.connection, method, arguments);
		});
	}

	private Dispatcher dispatcher(Dispatcher dispatcher) {
		return proxy(Dispatcher.class, new RefusingDispatcher(this, dispatcher));
	}

	private static <T> T proxy(Class<T> type, InvocationHandler handler) {
		return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, handler));
	}

	private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
		try {
			return method.invoke(target, arguments);
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
	}

	private record RefusingDispatcher(RefusingConnection owner, Dispatcher dispatcher) implements InvocationHandler {

		@Override
		public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
			if (method.getName().equals("subscribe") && arguments[0].equals(this.owner.refused)) {
				throw new IllegalArgumentException("Refused: " + this.owner.refused);
			}
			return call(this.dispatcher, method, arguments);
		}

	}

}

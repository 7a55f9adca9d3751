package io.github.polywire.natsmicro.listener;

import java.lang.reflect.Method;

/**
 * Names methods in messages.
 */
final class MethodText {

	private MethodText() {
	}

	/**
	 * Describes a method.
	 * @param method the method
	 * @return for example {@code com.example.Orders.create(NewOrder)}
	 */
	static String of(Method method) {
		StringBuilder types = new StringBuilder();
		for (Class<?> type : method.getParameterTypes()) {
			types.append((types.length() > 0) ? ", " : "").append(type.getSimpleName());
		}
		return method.getDeclaringClass().getName() + "." + method.getName() + "(" + types + ")";
	}

}

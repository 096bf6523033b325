package dev.gatehouse.db.scale;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Keeps the queries that go through a data source, with their parameters, so that they can be run again. */
final class StatementRecorder implements BeanPostProcessor {

    private final List<Recorded> recorded = new ArrayList<>();

    @Override
    public Object postProcessAfterInitialization(Object bean, String name) {
        return bean instanceof DataSource source ? new Recording(source) : bean;
    }

    /** The queries that {@code work} sends. */
    List<Recorded> during(Runnable work) {
        recorded.clear();
        work.run();
        return List.copyOf(recorded);
    }

    /** A query. */
    record Recorded(String sql, List<Setting> settings) {

        /** Runs it again behind a prefix, and answers the first column of the first row. */
        String run(Connection connection, String prefix) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(prefix + sql)) {
                for (Setting setting : settings) {
                    call(statement, setting.method(), setting.arguments());
                }
                try (ResultSet rows = statement.executeQuery()) {
                    rows.next();
                    return rows.getString(1);
                }
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** A parameter, as it was set. */
    record Setting(Method method, Object[] arguments) {}

    private static Object call(Object target, Method method, Object @Nullable [] arguments)
            throws ReflectiveOperationException {
        return method.invoke(target, arguments);
    }

    private final class Recording extends DelegatingDataSource {

        Recording(DataSource target) {
            super(target);
        }

        @Override
        public Connection getConnection() throws SQLException {
            Connection connection = super.getConnection();
            return proxy(Connection.class, (method, arguments) -> {
                Object result = call(connection, method, arguments);
                return method.getName().equals("prepareStatement") && arguments != null && arguments.length == 1
                        ? statement((PreparedStatement) result, (String) arguments[0])
                        : result;
            });
        }

        private PreparedStatement statement(PreparedStatement statement, String sql) {
            List<Setting> settings = new ArrayList<>();
            return proxy(PreparedStatement.class, (method, arguments) -> {
                if (method.getName().equals("executeQuery") && arguments == null) {
                    recorded.add(new Recorded(sql, List.copyOf(settings)));
                } else if (method.getName().startsWith("set")
                        && arguments != null
                        && arguments.length > 1
                        && arguments[0] instanceof Integer) {
                    settings.add(new Setting(method, arguments));
                }
                return call(statement, method, arguments);
            });
        }
    }

    /** What a proxy does. */
    private interface Answer {
        Object to(Method method, Object @Nullable [] arguments) throws ReflectiveOperationException;
    }

    private static <T> T proxy(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    try {
                        return answer.to(method, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}

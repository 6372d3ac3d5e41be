# What the blocks of docs/elixir.md use of Oban and Ecto, and no more: a job is kept as it is given, a query reads a list
# of maps. The names and arities are the real ones.
defmodule Oban.Job do
  defstruct [:args, :queue, :worker, :max_attempts]

  def new(args, options) when is_map(args), do: struct!(__MODULE__, [args: args] ++ options)
end

defmodule Oban do
  def insert(%Oban.Job{} = job) do
    send(self(), {:inserted, job})
    {:ok, job}
  end
end

defmodule Ecto.Query do
  # Two functions of a row, which may name no column that it has not; what is pinned is the caller's.
  defmacro from({:in, _, [row, table]}, prefix: prefix, where: where, select: select) do
    [where, select] = Enum.map([where, select], &Macro.prewalk(&1, fn {:^, _, [pinned]} -> pinned; other -> other end))

    quote do
      %{
        table: {unquote(prefix), unquote(table)},
        where: fn unquote(row) -> unquote(where) end,
        select: fn unquote(row) -> unquote(select) end
      }
    end
  end
end

defmodule Repo do
  def one(%{table: table, where: where, select: select}) do
    case Enum.filter(Process.get(table, []), where) do
      [] -> nil
      [row] -> select.(row)
    end
  end
end

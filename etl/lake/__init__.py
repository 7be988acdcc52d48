"""More than one machine: builds are published into a DuckLake, and each server makes its own file of the newest one."""
